# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later

# carnet_library(<name> SOURCES <file>... [LIBS <public libraries>...] [PRIVATE_LIBS <libraries>...] [QT])
# One static library per folder. QT turns on moc for the folder.
function(carnet_library name)
  cmake_parse_arguments(arg "QT" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC carnet_options ${arg_LIBS} PRIVATE ${arg_PRIVATE_LIBS})
  set_target_properties(${name} PROPERTIES AUTOMOC ${arg_QT})
endfunction()

# What every test sees: locale, platform and time zone are fixed, and a sanitizer's report has the stack.
set(CARNET_TEST_ENVIRONMENT "LC_ALL=C.UTF-8;TZ=UTC;QT_QPA_PLATFORM=offscreen"
  "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0"
  "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp"
  "UBSAN_OPTIONS=print_stacktrace=1")

# carnet_test(<name> SOURCES <file>... [LIBS <libraries>...] [LABELS <label>...] [TIMEOUT <seconds>] [GUI])
# A Qt Test program tst_<unit>.
function(carnet_test name)
  cmake_parse_arguments(arg "GUI" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES
    AUTOMOC ON CARNET_UNOPTIMISED ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_link_libraries(${name} PRIVATE carnet_options Qt::Core Qt::Test ${arg_LIBS})
  if(arg_GUI)
    target_link_libraries(${name} PRIVATE Qt::Widgets)
  endif()
  target_compile_definitions(${name} PRIVATE
    CARNET_SOURCE_DIR="${CMAKE_SOURCE_DIR}" CARNET_TEST_DATA_DEFAULT="${CMAKE_SOURCE_DIR}/../shared/data")
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}"
    ENVIRONMENT "${CARNET_TEST_ENVIRONMENT}")
endfunction()

# carnet_fuzz_target(<fuzz_decoder> SOURCES <file>... [LIBS <libraries>...])
# One libFuzzer target per decoder. Its kept corpus is tests/fuzz/corpus/<fuzz_decoder>/. In a build with
# CARNET_FUZZ it fuzzes; in any other it is a test that replays the corpus, so that what a fuzzer once found
# stays found with every compiler and both versions of Qt.
function(carnet_fuzz_target name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS" ${ARGN})
  set(corpus "${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name}")
  if(NOT IS_DIRECTORY "${corpus}")
    message(FATAL_ERROR "The fuzz target ${name} has no corpus: put a few small inputs into ${corpus}.")
  endif()
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
  target_link_libraries(${name} PRIVATE carnet_options ${arg_LIBS})
  if(CARNET_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests/fuzz/ReplayMain.cpp")
  add_test(NAME ${name} COMMAND ${name} "${corpus}")
  set_tests_properties(${name} PROPERTIES TIMEOUT 120 LABELS fuzz ENVIRONMENT "${CARNET_TEST_ENVIRONMENT}")
endfunction()
