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
