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

# carnet_test(<name> SOURCES <file>... [LIBS <libraries>...] [LABELS <label>...] [GUI])
# A Qt Test program tst_<unit>; locale, platform and time zone are fixed for every test.
function(carnet_test name)
  cmake_parse_arguments(arg "GUI" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
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
    ENVIRONMENT "LC_ALL=C.UTF-8;TZ=UTC;QT_QPA_PLATFORM=offscreen")
endfunction()
