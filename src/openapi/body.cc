#include "openapi/body.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "openapi/limits.h"
#include "openapi/param.h"
#include "openapi/text.h"

namespace imprint::openapi {
namespace {

enum class Encoding { kNone, kJson, kForm };

struct Media {
  Encoding encoding = Encoding::kNone;
  std::string type;  // without parameters
  json::Value value;
  std::string others;  // the types that were given, for a note
};

Encoding EncodingOf(std::string_view type) {
  if (EqualIgnoringCase(type, "application/json") || type.ends_with("+json") || type == "*/*" ||
      type == "application/*") {
    return Encoding::kJson;
  }
  const bool form = EqualIgnoringCase(type, "application/x-www-form-urlencoded");
  return form ? Encoding::kForm : Encoding::kNone;
}

// Plain JSON before other JSON, and that before a form.
int Rank(const Media& media) {
  if (media.encoding == Encoding::kNone) return 0;
  if (media.encoding == Encoding::kForm) return 1;
  return media.type == "application/json" ? 3 : 2;
}

Media Choose(Source& source, json::Value content) {
  Media best;
  std::string others;
  source.Members(content, [&](const std::string& key, json::Value value) {
    const std::string type = Shorten(key.substr(0, key.find(';')), 100);
    if (others.size() < 200) others += (others.empty() ? "" : ", ") + type;
    Media media{EncodingOf(type), type, value, {}};
    if (Rank(media) > Rank(best)) best = std::move(media);
  });
  best.others = std::move(others);
  return best;
}

class Reader {
 public:
  Reader(Context& context, const Operation& operation, Room& room, Tool& tool)
      : context_(context),
        source_(context.source),
        operation_(operation),
        maker_(context, operation.Place(), room),
        tool_(tool) {}

  bool Run() {
    const json::Value given = source_.Get(operation_.value, "requestBody");
    if (!given.valid()) return true;
    std::string problem;
    const json::Value body = source_.Follow(given, problem);
    if (!problem.empty()) return Without(problem);
    required_ = source_.IsTrue(body, "required");
    if (operation_.method == "GET") {
      required_ = false;
      return Without("cannot be sent with GET");
    }
    const Media media = Choose(source_, source_.Get(body, "content"));
    if (media.encoding == Encoding::kNone) {
      return Without(media.others.empty() ? "has no content" : "is " + media.others + ", not JSON");
    }
    return Fields(body, media);
  }

 private:
  // A tool that can only fail is worse than none.
  bool Without(std::string_view why) {
    if (!required_) {
      maker_.Note("body", fmt::format("{}; the tool sends none", why));
      return true;
    }
    context_.notes.Add(operation_.Place(), fmt::format("left out: its body {}", why));
    return false;
  }

  bool Fields(json::Value body, const Media& media) {
    const Shape shape = ShapeReader(source_).Read({source_.Get(media.value, "schema")});
    if (shape.kind != Kind::kObject) {
      if (shape.kind == Kind::kAny) return Without("has no described fields");
      return Without(fmt::format("is a JSON {}, not an object", NameOf(shape.kind)));
    }
    for (const std::string& loss : shape.losses) maker_.Note("body", loss);
    if (shape.properties.empty() && required_) return Without("has no described fields");
    if (shape.properties.empty())
      return maker_.Note("body", "has no described fields; the tool sends none"), true;
    if (shape.open) {
      maker_.Note("body", "takes fields of any name (additionalProperties), which are left out");
    }
    tool_.body = maker_.Members("body", shape, shape.sources, 1);
    // Without the body nothing in it is needed; where nothing is said, authors mostly mean a body.
    if (!required_ && source_.Get(body, "required").valid()) Relax();
    SetContentType(media);
    return true;
  }

  void Relax() {
    for (Param& param : tool_.body) {
      param.required = false;
      param.fixed.clear();
    }
  }

  void SetContentType(const Media& media) {
    if (media.encoding == Encoding::kForm) {
      tool_.headers["Content-Type"] = media.type;
      maker_.Note(
          "body",
          "is a form (application/x-www-form-urlencoded); its fields and Content-Type are kept");
    } else if (media.type != "application/json" && IsHeaderValue(media.type) &&
               media.type.find('*') == std::string::npos) {
      tool_.headers["Content-Type"] = media.type;
    }
  }

  Context& context_;
  Source& source_;
  const Operation& operation_;
  ParamMaker maker_;
  Tool& tool_;
  bool required_ = false;
};

}  // namespace

bool AddBody(Context& context, const Operation& operation, Room& room, Tool& tool) {
  return Reader(context, operation, room, tool).Run();
}

}  // namespace imprint::openapi
