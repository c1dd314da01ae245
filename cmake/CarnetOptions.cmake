# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Language level, warnings and sanitizers. Every target of ours links carnet_options.
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

add_library(carnet_options INTERFACE)
target_include_directories(carnet_options INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
target_compile_options(carnet_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<BOOL:${CARNET_WERROR}>:-Werror>)
target_compile_definitions(carnet_options INTERFACE QT_NO_CAST_FROM_ASCII QT_NO_KEYWORDS
  QT_NO_FOREACH)
if(CARNET_SANITIZE)
  target_compile_options(carnet_options INTERFACE -fsanitize=${CARNET_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(carnet_options INTERFACE -fsanitize=${CARNET_SANITIZE})
endif()
