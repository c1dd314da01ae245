# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Language level, warnings, hardening and sanitizers. Every target of ours links carnet_options.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

set(CARNET_QT_MAJOR "6" CACHE STRING "Major version of Qt to build with (5 or 6)")
set(CARNET_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them (address,undefined or thread)")
option(CARNET_FUZZ "Build the libFuzzer targets (needs Clang)" OFF)
option(CARNET_WERROR "Treat warnings as errors" ON)

find_program(CARNET_CCACHE ccache)
if(CARNET_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CARNET_CCACHE}")
endif()

# Assertions stay on in every build type: a ledger that goes on after a broken assumption is worse than a
# program that stops, and what is tested is then what is shipped.
foreach(type IN ITEMS RELEASE RELWITHDEBINFO MINSIZEREL)
  string(REGEX REPLACE "[-/]D *NDEBUG" "" CMAKE_CXX_FLAGS_${type} "${CMAKE_CXX_FLAGS_${type}}")
  string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_${type} "${CMAKE_CXX_FLAGS_${type}}")
endforeach()

add_library(carnet_options INTERFACE)
target_include_directories(carnet_options INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
# Clang counts -Wsign-conversion to -Wconversion and GCC does not: both are to find the same.
target_compile_options(carnet_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  $<$<BOOL:${CARNET_WERROR}>:-Werror>)
target_compile_definitions(carnet_options INTERFACE QT_NO_CAST_FROM_ASCII QT_NO_KEYWORDS
  QT_NO_FOREACH QT_FORCE_ASSERTS _GLIBCXX_ASSERTIONS)

# Linking is the longest part of a small change; LLD halves it where it is installed.
find_program(CARNET_LLD ld.lld)
if(CARNET_LLD AND NOT WIN32)
  target_link_options(carnet_options INTERFACE -fuse-ld=lld)
endif()

if(CARNET_SANITIZE)
  target_compile_options(carnet_options INTERFACE -fsanitize=${CARNET_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(carnet_options INTERFACE -fsanitize=${CARNET_SANITIZE})
elseif(NOT WIN32)
  target_compile_options(carnet_options INTERFACE -fstack-protector-strong
    # Test programs are not optimised (what they test is): their build is what costs time, not their running.
    $<IF:$<BOOL:$<TARGET_PROPERTY:CARNET_UNOPTIMISED>>,-O0,$<$<CONFIG:Release,RelWithDebInfo>:-D_FORTIFY_SOURCE=2>>)
  target_link_options(carnet_options INTERFACE -Wl,-z,relro,-z,now)
endif()
if(CARNET_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "CARNET_FUZZ needs Clang: libFuzzer is part of it. The preset 'fuzz' names it.")
  endif()
  target_compile_options(carnet_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
