#include "surface/web/routes.h"

#include <set>
#include <string>
#include <utility>

#include "surface/web/accept_encoding.h"
#include "surface/web/entity_tag.h"

namespace imprint::web {
namespace {

using http::Headers;
using http::Request;
using http::Response;
using http::Router;

// The server itself says X-Content-Type-Options to everything.
const Headers& SecurityHeaders() {
  static const Headers headers = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
       "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
       "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Permissions-Policy",
       "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
       "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"}};
  return headers;
}

Response NotAcceptable() {
  Response response;
  response.status = 406;
  response.content_type = "text/plain; charset=utf-8";
  response.body = "This file can be had as br, gzip or identity at most.\n";
  response.headers = {{"Vary", "Accept-Encoding"}};
  return response;
}

void Put(const File& file, Coding coding, Response& response) {
  if (coding != Coding::kIdentity) {
    response.headers.emplace_back("Content-Encoding", NameOf(coding));
  }
  response.content_type = file.media_type;
  response.fixed_body = *file.In(coding);
}

Response Answer(const File& file, const Request& request) {
  const auto coding = ChooseCoding(request.headers, file);
  if (!coding) return NotAcceptable();
  const std::string tag = EntityTag(file, *coding);
  Response response;
  response.headers = SecurityHeaders();
  response.headers.emplace_back("ETag", tag);
  response.headers.emplace_back("Vary", "Accept-Encoding");
  response.headers.emplace_back(
      "Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (ClientHas(request.headers, tag)) {
    response.status = 304;
  } else {
    Put(file, *coding, response);
  }
  return response;
}

// Where an older page asks for a file of its own, no cache should remember that it was not there.
Response Nothing(const Router& router, const Request& request, const char* what) {
  Response response = router.RenderError(request.path, Error(ErrorCode::kUnknownPath, what));
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::Route UnknownPage(const File& index, const Router& router) {
  const auto answer = [&index, &router](const Request& request) {
    const auto coding = ChooseCoding(request.headers, index);
    if (!coding || !NamesHtml(request.headers)) {
      return Nothing(router, request, "there is nothing at this path");
    }
    Response response;
    response.status = 404;
    response.headers = SecurityHeaders();
    response.headers.emplace_back("Cache-Control", "no-store");
    Put(index, *coding, response);
    return response;
  };
  return {"GET", "(unknown)", answer, http::Runs::kQuick};
}

http::Route FileRoute(const std::string& pattern, const File& file) {
  const auto answer = [&file](const Request& request) { return Answer(file, request); };
  return {"GET", pattern, answer, http::Runs::kQuick};
}

// One route for all files of a folder, so that the names of metrics stay the same with every build.
http::Route FolderRoute(const std::string& folder, const Pack& pack, const Router& router) {
  const auto answer = [folder, &pack, &router](const Request& request) {
    const File* file = pack.Find(folder + "/" + std::string(request.Param("file")));
    return file ? Answer(*file, request)
                : Nothing(router, request, "there is nothing at this path");
  };
  return {"GET", "/" + folder + "/{file}", answer, http::Runs::kQuick};
}

http::Route MissingPage(const Router& router) {
  const auto answer = [&router](const Request& request) {
    return Nothing(router, request, "this server was built without its page; the API is there");
  };
  return {"GET", "/", answer, http::Runs::kQuick};
}

}  // namespace

void AddRoutes(const Pack& pack, Router& router) {
  if (pack.files.empty()) return router.Add(MissingPage(router));
  for (const std::string& page : pack.pages) {
    router.Add(FileRoute(page, *pack.Find(kIndexFile)));
  }
  std::set<std::string> folders;
  for (const File& file : pack.files) {
    const std::size_t slash = file.path.rfind('/');
    if (slash != std::string::npos) {
      folders.insert(file.path.substr(0, slash));
    } else if (file.path != kIndexFile) {
      router.Add(FileRoute("/" + file.path, file));
    }
  }
  for (const std::string& folder : folders) router.Add(FolderRoute(folder, pack, router));
  router.SetFallback(UnknownPage(*pack.Find(kIndexFile), router));
}

}  // namespace imprint::web
