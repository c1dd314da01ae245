# SPDX-FileCopyrightText: 2026 The Carnet authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Files of resources/ that a library carries inside itself, so that no program looks for them on the disk.

# carnet_embed(<target> <symbol> <file>)
# Adds a source to the target that defines carnet::embedded::<symbol>(), a std::string_view of the file's bytes.
# The code that uses it declares the function:
#   namespace carnet::embedded { std::string_view catalogueTsv(); }
function(carnet_embed target symbol file)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}.cpp")
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" -DINPUT=${file} -DOUTPUT=${output} -DSYMBOL=${symbol}
      -P "${CMAKE_SOURCE_DIR}/cmake/CarnetEmbedFile.cmake"
    DEPENDS "${file}" "${CMAKE_SOURCE_DIR}/cmake/CarnetEmbedFile.cmake"
    COMMENT "Embedding ${symbol}" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
