#include "surface/native/upload_handlers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/uploads.h"
#include "base/json/writer.h"

namespace imprint::native {
namespace {

constexpr std::string_view kZip = "application/zip";
constexpr std::size_t kLongestName = 255;

std::string UploadedBody(std::string_view run_key, std::uint64_t size) {
  std::string body;
  json::Writer(body)
      .BeginObject()
      .Key("runKey")
      .String(run_key)
      .Key("size")
      .Number(static_cast<std::int64_t>(size))
      .EndObject();
  return body;
}

class UploadSink final : public http::AccountSink {
 public:
  explicit UploadSink(std::unique_ptr<UploadReceiver> receiver) : receiver_(std::move(receiver)) {}

  Status Write(std::string_view bytes) override {
    size_ += bytes.size();
    return receiver_->Write(bytes);
  }
  Result<http::Response> Finish() override {
    if (auto kept = receiver_->Finish(); !kept) return Pass(kept);
    return Json(201, UploadedBody(receiver_->run_key(), size_));
  }

 private:
  const std::unique_ptr<UploadReceiver> receiver_;
  std::uint64_t size_ = 0;
};

std::size_t CountCharacters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

Result<std::string> FileNameOf(const http::Request& request) {
  QueryReader query(request);
  std::string name = query.Text("fileName");
  if (auto good = query.RefuseOthers(); !good) return Pass(good);
  if (name.empty()) {
    return Fail(ErrorCode::kMissingParameter, "fileName is required.", "fileName");
  }
  if (CountCharacters(name) > kLongestName) {
    return Fail(ErrorCode::kInvalidQuery,
                fmt::format("fileName must not exceed {} characters.", kLongestName), "fileName");
  }
  return name;
}

}  // namespace

Result<std::unique_ptr<http::AccountSink>> OpenUpload(const Context& context, const Account& caller,
                                                      const http::Request& request) {
  auto name = FileNameOf(request);
  if (!name) return Pass(name);
  if (request.MediaType() != kZip) {
    return Fail(ErrorCode::kUnsupportedMediaType, "The body must be sent as application/zip.",
                "Content-Type");
  }
  auto receiver = ReceiveFile(context.services, caller.id, std::move(*name), std::string(kZip));
  if (!receiver) return Pass(receiver);
  return std::make_unique<UploadSink>(std::move(*receiver));
}

}  // namespace imprint::native
