#include "surface/http/invoke.h"

#include <cxxabi.h>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "surface/http/default_error.h"

namespace imprint::http {
namespace {

std::string TypeName(const std::type_info& type) {
  int failed = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &failed), &std::free);
  return failed == 0 ? name.get() : type.name();
}

Error Thrown(const std::string& type) {
  return Error(ErrorCode::kInternal, "internal error").WithDetail("a handler threw " + type);
}

template <typename Work>
auto Guarded(const Work& work) -> std::invoke_result_t<Work> {
  try {
    return work();
  } catch (const std::exception& thrown) {
    return Fail(Thrown(TypeName(typeid(thrown))));
  } catch (...) {
    return Fail(Thrown("something that is no std::exception"));
  }
}

}  // namespace

Result<Response> CallHandler(const Handler& handler, const Request& request) {
  return Guarded([&]() -> Result<Response> { return handler(request); });
}

Result<std::unique_ptr<BodySink>> CallOpener(const SinkOpener& open, const Request& request) {
  auto sink = Guarded([&] { return open(request); });
  if (sink && !*sink) {
    return Fail(Error(ErrorCode::kInternal, "internal error").WithDetail("no sink was opened"));
  }
  return sink;
}

Status CallWrite(BodySink& sink, std::string_view bytes) {
  return Guarded([&] { return sink.Write(bytes); });
}

void CallBegin(Deferred& deferred, std::function<void(Status)> done) {
  struct Told {
    std::atomic_flag told;
    std::function<void(Status)> done;
    void Tell(Status status) {
      if (!told.test_and_set()) done(std::move(status));
    }
  };
  const auto once = std::make_shared<Told>();
  once->done = std::move(done);
  auto begun = Guarded([&]() -> Status {
    deferred.Begin([once] { once->Tell({}); });
    return {};
  });
  if (!begun) once->Tell(std::move(begun));
}

Result<Response> CallDeferred(Deferred& deferred) {
  return Guarded([&] { return deferred.Finish(); });
}

Result<Response> CallFinish(BodySink& sink) {
  return Guarded([&]() -> Result<Response> { return sink.Finish(); });
}

Response CallRenderer(const Router& router, std::string_view raw_path, const Error& error) {
  const auto rendered =
      Guarded([&]() -> Result<Response> { return router.RenderError(raw_path, error); });
  return rendered ? *rendered : DefaultErrorResponse(error);
}

}  // namespace imprint::http
