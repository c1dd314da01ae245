# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The icons of resources/icons as pictures inside a library: drawn as SVG, rasterised when the program is built, so that it needs no Qt Svg
# when it runs.

# carnet_icons(<target> <name>...)
# Adds the Qt resource :/icons/<name>-<pixels>.png for 1x, 1.5x, 2x and 3x of the 20x20 grid, black on transparent: the theme tints
# them. Whoever uses them calls Q_INIT_RESOURCE(carnet_icons).
function(carnet_icons target)
  find_program(CARNET_RSVG_CONVERT rsvg-convert)
  if(NOT CARNET_RSVG_CONVERT)
    message(FATAL_ERROR "rsvg-convert is missing (package librsvg2-bin): the icons cannot be rasterised.")
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/icons")
  set(pictures "")
  set(list "<RCC><qresource prefix=\"/icons\">\n")
  foreach(name IN LISTS ARGN)
    set(source "${CMAKE_SOURCE_DIR}/resources/icons/${name}.svg")
    foreach(pixels IN ITEMS 20 30 40 60)
      set(picture "${folder}/${name}-${pixels}.png")
      add_custom_command(OUTPUT "${picture}"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}"
        COMMAND "${CARNET_RSVG_CONVERT}" -w ${pixels} -h ${pixels} -o "${picture}" "${source}"
        DEPENDS "${source}" COMMENT "Drawing ${name}-${pixels}.png" VERBATIM)
      list(APPEND pictures "${picture}")
      string(APPEND list "<file>${name}-${pixels}.png</file>\n")
    endforeach()
  endforeach()
  file(GENERATE OUTPUT "${folder}/carnet_icons.qrc" CONTENT "${list}</qresource></RCC>\n")
  add_custom_command(OUTPUT "${folder}/carnet_icons.cpp"
    COMMAND Qt${QT_VERSION_MAJOR}::rcc --name carnet_icons --output "${folder}/carnet_icons.cpp" "${folder}/carnet_icons.qrc"
    DEPENDS ${pictures} "${folder}/carnet_icons.qrc" COMMENT "Embedding the icons" VERBATIM)
  target_sources(${target} PRIVATE "${folder}/carnet_icons.cpp")
  set_source_files_properties("${folder}/carnet_icons.cpp" PROPERTIES COMPILE_OPTIONS "-w" SKIP_AUTOMOC ON)
endfunction()
