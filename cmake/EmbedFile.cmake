file(READ ${IN} HEX HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," BYTES "${HEX}")
file(WRITE ${OUT}
  "#include <string_view>\n"
  "namespace imprint::embedded {\n"
  "static const char k_${SYMBOL}[] = {${BYTES}'\\0'};\n"
  "extern const std::string_view ${SYMBOL};\n"
  "const std::string_view ${SYMBOL}{k_${SYMBOL}, sizeof(k_${SYMBOL}) - 1};\n"
  "}\n")
