# imprint_embed(TARGET FILE SYMBOL): makes FILE's bytes available to TARGET as
# `extern const std::string_view imprint::embedded::SYMBOL`, generated into the build folder.
function(imprint_embed TARGET FILE SYMBOL)
  set(OUT ${CMAKE_CURRENT_BINARY_DIR}/embedded_${SYMBOL}.cc)
  add_custom_command(
    OUTPUT ${OUT}
    COMMAND ${CMAKE_COMMAND} -DIN=${FILE} -DOUT=${OUT} -DSYMBOL=${SYMBOL}
            -P ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake
    DEPENDS ${FILE} ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake)
  target_sources(${TARGET} PRIVATE ${OUT})
endfunction()

# imprint_embed_if_there(TARGET FILE SYMBOL): the same for a file of megabytes, which the assembler
# takes in. Where there is no FILE when the target is built, SYMBOL is empty.
function(imprint_embed_if_there TARGET FILE SYMBOL)
  set(BYTES ${CMAKE_CURRENT_BINARY_DIR}/${SYMBOL}.bytes)
  set(OUT ${CMAKE_CURRENT_BINARY_DIR}/embedded_${SYMBOL}.cc)
  # Runs with every build, as no rule can depend on a file that may or may not be there.
  add_custom_target(${TARGET}_${SYMBOL}
    COMMAND ${CMAKE_COMMAND} -DIN=${FILE} -DOUT=${BYTES}
            -P ${PROJECT_SOURCE_DIR}/cmake/CopyOrEmpty.cmake
    BYPRODUCTS ${BYTES})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/EmbeddedFile.cc.in ${OUT} @ONLY)
  set_source_files_properties(${OUT} PROPERTIES OBJECT_DEPENDS ${BYTES})
  target_sources(${TARGET} PRIVATE ${OUT})
  add_dependencies(${TARGET} ${TARGET}_${SYMBOL})
endfunction()
