#include "openapi/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "openapi/limits.h"
#include "openapi/param.h"
#include "openapi/text.h"

namespace imprint::openapi {
namespace {

struct Declared {
  std::string name;
  std::string in;
  json::Value value;
};

class Reader {
 public:
  Reader(Context& context, const Operation& operation, Room& room, Tool& tool)
      : context_(context),
        source_(context.source),
        operation_(operation),
        maker_(context, operation.Place(), room),
        room_(room),
        tool_(tool) {}

  bool Run() {
    Declare(source_.Get(operation_.item, "parameters"));
    Declare(source_.Get(operation_.value, "parameters"));
    if (!ReadPath()) return false;
    for (const Declared& declared : declared_) {
      if (declared.in == "query") Query(declared);
      if (declared.in == "header") Header(declared);
      if (declared.in == "cookie") Cookie(declared);
      if (declared.in == "path" && !used_.contains(declared.name)) {
        Note(declared, "is not in the path; it is left out");
      }
    }
    return true;
  }

 private:
  // The operation's own parameters replace its path's of the same name and place.
  void Declare(json::Value list) {
    if (!IsArray(list)) return;
    source_.Items(list, [&](json::Value item) {
      std::string problem;
      const json::Value value = source_.Follow(item, problem);
      if (!IsObject(value)) {
        return maker_.Note("a parameter", problem.empty() ? "is no object" : problem);
      }
      Declared declared{source_.Text(value, "name", kNameBytes), source_.Text(value, "in", 16),
                        value};
      const auto key = std::pair(declared.in, declared.name);
      const auto [at, fresh] = places_.try_emplace(key, declared_.size());
      if (fresh) {
        declared_.push_back(std::move(declared));
      } else {
        declared_[at->second] = std::move(declared);
      }
    });
  }

  static std::string Where(const Declared& declared) {
    return fmt::format("{} `{}`", declared.in, declared.name);
  }
  void Note(const Declared& declared, std::string_view what) { maker_.Note(Where(declared), what); }

  std::string DescriptionOf(json::Value value) {
    std::string text = source_.Text(value, "description", kParamTextBytes);
    if (source_.IsTrue(value, "deprecated")) text = "(deprecated) " + text;
    return text;
  }

  bool TakeRoom(const Declared& declared) {
    if (room_ > 0) return --room_, true;
    Note(declared, fmt::format("is left out; a tool takes {} parameters", kToolParams));
    return false;
  }

  bool Refuse(std::string_view why) {
    context_.notes.Add(operation_.Place(), fmt::format("left out: {}", why));
    return false;
  }

  bool ReadPath() {
    std::string_view rest = operation_.path;
    while (!rest.empty()) {
      const std::size_t open = std::min(rest.find('{'), rest.size());
      AppendLiteral(rest.substr(0, open));
      rest.remove_prefix(open);
      if (rest.empty()) break;
      const std::size_t close = rest.find('}');
      const std::string_view name =
          close == rest.npos ? std::string_view() : rest.substr(1, close - 1);
      if (name.empty() || name.size() > kNameBytes || name.find('{') != name.npos) {
        return Refuse("the path's braces do not name parameters");
      }
      AppendPlaceholder(std::string(name));
      rest.remove_prefix(close + 1);
    }
    return true;
  }

  // What a URL may not hold as it is would otherwise reach the server, or be taken for a variable.
  void AppendLiteral(std::string_view text) {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte <= 0x20 || byte >= 0x7f ||
          std::string_view("<>\"\\^`|}").find(c) != std::string_view::npos) {
        tool_.endpoint_path += fmt::format("%{:02X}", byte);
      } else {
        tool_.endpoint_path += c;
      }
    }
  }

  // A placeholder's name is the template's own, so it can be made to fit wherever it is read.
  void AppendPlaceholder(const std::string& name) {
    const auto known = used_.find(name);
    if (known == used_.end()) AddPathParam(name);
    tool_.endpoint_path += '{' + used_[name] + '}';
  }

  void AddPathParam(const std::string& name) {
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    });
    std::string fitting = plain ? name : SnakeCase(name, kToolNameBytes);
    if (fitting.empty()) fitting = "param";
    const std::string own = names_.Take(fitting, kToolNameBytes);
    used_[name] = own;
    const auto at = places_.find(std::pair(std::string("path"), name));
    Param param{own};
    if (at == places_.end()) {
      maker_.Note(fmt::format("path `{}`", name), "is not declared; a string stands for it");
    } else if (const Declared& declared = declared_[at->second]; TakeRoom(declared)) {
      param = FromDeclared(declared, own);
      NoteStyle(declared, "simple");
    }
    param.required = true;
    // Path parameters have no type of their own, so a fixed value is a string.
    if (!param.fixed.empty() && param.fixed.front() != '"') param.fixed = '"' + param.fixed + '"';
    tool_.path.push_back(std::move(param));
  }

  Param FromDeclared(const Declared& declared, std::string name) {
    const bool required = declared.in == "path" || source_.IsTrue(declared.value, "required");
    Param param = maker_.FromShape(Where(declared), std::move(name), DescriptionOf(declared.value),
                                   required, ReadShape(declared));
    if (param.kind == Kind::kObject) {
      Note(declared, "is an object; a string stands for it");
      param.kind = Kind::kString;
      param.properties.clear();
    }
    return param;
  }

  Shape ReadShape(const Declared& declared) {
    const json::Value schema = source_.Get(declared.value, "schema");
    if (schema.valid()) return ShapeReader(source_).Read({schema});
    json::Value media;
    source_.Members(source_.Get(declared.value, "content"),
                    [&](const std::string&, json::Value value) {
                      if (!media.valid()) media = value;
                    });
    if (media.valid()) Note(declared, "carries a document (content); a string stands for it");
    Shape shape = ShapeReader(source_).Read({source_.Get(media, "schema")});
    shape.kind = Kind::kString;
    return shape;
  }

  std::string Style(const Declared& declared, std::string_view usual) {
    std::string style = source_.Text(declared.value, "style", 32);
    return style.empty() ? std::string(usual) : style;
  }

  void NoteStyle(const Declared& declared, std::string_view usual) {
    const std::string style = Style(declared, usual);
    if (style != usual)
      Note(declared, fmt::format("is written in style {}, which is not expressed", style));
  }

  bool Explodes(const Declared& declared, bool usual) {
    const json::Value explode = source_.Get(declared.value, "explode");
    return explode.valid() && explode.type() == json::Type::kBool ? explode.is_true() : usual;
  }

  void Query(const Declared& declared) {
    if (!FitsParamName(declared.name)) {
      return Note(declared, "has a name that no parameter can have; it is left out");
    }
    const std::string style = Style(declared, "form");
    Shape shape = ReadShape(declared);
    if (shape.kind == Kind::kObject && !shape.properties.empty() &&
        (style == "deepObject" || (style == "form" && Explodes(declared, true)))) {
      return QueryObject(declared, shape, style == "deepObject");
    }
    if (!TakeRoom(declared)) return;
    if (shape.kind == Kind::kArray) return QueryList(declared, shape, style);
    Param param = FromDeclared(declared, declared.name);
    tool_.query.push_back(std::move(param));
  }

  // {"filter": {"a": ...}} is written filter[a]=... or a=..., so each member is a parameter.
  void QueryObject(const Declared& declared, const Shape& shape, bool deep) {
    for (Param& member : maker_.Members(Where(declared), shape, shape.sources, 1)) {
      if (deep) member.name = fmt::format("{}[{}]", declared.name, member.name);
      if (member.kind == Kind::kObject) {
        Note(declared, fmt::format("holds the object `{}`; a string stands for it", member.name));
        member.kind = Kind::kString;
        member.properties.clear();
      }
      member.required &= source_.IsTrue(declared.value, "required");
      if (!member.required) member.fixed.clear();
      tool_.query.push_back(std::move(member));
    }
  }

  void QueryList(const Declared& declared, Shape shape, const std::string& style) {
    const Shape item = ShapeReader(source_).Read({shape.items});
    const char* how = nullptr;
    if (style == "form" && Explodes(declared, true)) {
      how = "takes several values by repetition; it takes one value";
    } else if (style == "pipeDelimited") {
      how = "is a list; a string of values with | between them stands for it";
    } else if (style == "spaceDelimited") {
      how = "is a list; a string of values with spaces between them stands for it";
    } else {
      how = "is a list; a string of values with commas between them stands for it";
    }
    Note(declared, how);
    shape.kind = Kind::kString;
    if (shape.choices.empty()) shape.choices = item.choices;
    shape.more_choices |= item.more_choices;
    // One kind of item is no fixed list.
    shape.nullable = true;
    shape.fallback = {};
    Param param = maker_.FromShape(Where(declared), declared.name, DescriptionOf(declared.value),
                                   source_.IsTrue(declared.value, "required"), shape);
    const std::string_view sentence =
        style == "pipeDelimited"    ? "Values with | between them."
        : style == "spaceDelimited" ? "Values with spaces between them."
        : Explodes(declared, true)  ? "One value."
                                    : "Values with commas between them.";
    param.description = Shorten(param.description, kParamTextBytes - sentence.size() - 1);
    param.description += (param.description.empty() ? "" : " ") + std::string(sentence);
    tool_.query.push_back(std::move(param));
  }

  void Cookie(const Declared& declared) {
    Note(declared, source_.IsTrue(declared.value, "required")
                       ? "is a required cookie, which cannot be expressed; calls may fail"
                       : "is a cookie, which cannot be expressed; it is left out");
  }

  void Header(const Declared& declared) {
    // OpenAPI says that these three are described elsewhere.
    for (const char* ignored : {"Accept", "Content-Type", "Authorization"}) {
      if (EqualIgnoringCase(declared.name, ignored)) return;
    }
    if (!IsHeaderName(declared.name)) return Note(declared, "has no header's name; it is left out");
    const Shape shape = ReadShape(declared);
    const bool required = source_.IsTrue(declared.value, "required");
    if (!required)
      return Note(declared, "is an optional header, which no agent can set; it is left out");
    if (const auto only = HeaderValue(shape.Only())) {
      tool_.headers[declared.name] = *only;
    } else if (const auto fallback = HeaderValue(shape.fallback)) {
      tool_.headers[declared.name] = *fallback;
      Note(declared, "is a header that no agent can set; it has its default");
    } else {
      const std::string variable = SnakeCase(declared.name, kToolNameBytes);
      if (variable.empty())
        return Note(declared, "is a required header without a value; calls may fail");
      tool_.headers[declared.name] = fmt::format("<<{}>>", variable);
      Note(declared,
           fmt::format("is a required header; it has the variable <<{}>>, set once a copy",
                       variable));
    }
  }

  static std::optional<std::string> HeaderValue(json::Value value) {
    if (!value.valid() || value.is_array() || value.is_object() ||
        value.type() == json::Type::kNull) {
      return std::nullopt;
    }
    std::string text = value.is_string() ? value.string() : std::string(value.token());
    if (text.empty() || !IsHeaderValue(text)) return std::nullopt;
    return text;
  }

  Context& context_;
  Source& source_;
  const Operation& operation_;
  ParamMaker maker_;
  Room& room_;
  Tool& tool_;
  std::vector<Declared> declared_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
  std::map<std::string, std::string> used_;  // names in the path -> names of the template
  UniqueNames names_;
};

}  // namespace

bool AddParameters(Context& context, const Operation& operation, Room& room, Tool& tool) {
  return Reader(context, operation, room, tool).Run();
}

}  // namespace imprint::openapi
