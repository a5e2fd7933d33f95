#include "surface/web/testing/pack_bytes.h"

namespace imprint::web {

std::string PackBytes(std::string_view index, std::string_view bytes) {
  std::string pack = "imprint-page-1\n";
  for (int shift = 0; shift < 32; shift += 8) {
    pack += static_cast<char>((index.size() >> shift) & 0xff);
  }
  return pack.append(index).append(bytes);
}

std::string SamplePack() {
  const std::string index =
      R"({"pages":["/","/things/{id}"],"files":[)"
      R"({"path":"assets/app-12345678.js","type":"text/javascript",)"
      R"("sha256":")" +
      std::string(64, 'a') +
      R"(","immutable":true,"identity":[0,12],"br":[12,6]},)"
      R"({"path":"icon.svg","type":"image/svg+xml","sha256":")" +
      std::string(64, 'b') +
      R"(","immutable":false,"identity":[18,13]},)"
      R"({"path":"index.html","type":"text/html","sha256":")" +
      std::string(64, 'c') +
      R"(","immutable":false,"identity":[31,14],"gzip":[45,10],"br":[55,8]}]})";
  return PackBytes(index, "app identityapp bricon identityindex identityindex gzipindex br");
}

}  // namespace imprint::web
