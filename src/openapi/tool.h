#pragma once

#include <map>
#include <string>
#include <vector>

#include "openapi/notes.h"
#include "openapi/schema.h"
#include "openapi/source.h"

namespace imprint::openapi {

/// A parameter of a tool. Its kind is one that Diga has: string, integer, number, boolean or
/// object.
struct Param {
  std::string name;
  Kind kind = Kind::kString;
  std::string description = {};
  bool required = false;
  std::string fixed = {};              // a JSON value's text; empty: the agent gives the value
  std::vector<Param> properties = {};  // of an object
};

struct Tool {
  std::string name;
  std::string description;
  std::string method;
  std::string endpoint_path;
  std::vector<Param> path = {};
  std::vector<Param> query = {};
  std::vector<Param> body = {};
  std::map<std::string, std::string> headers = {};
};

/// One operation of the document that is to become a tool.
struct Operation {
  std::string method;  // upper case
  std::string path;
  json::Value item;  // the path's item
  json::Value value;

  std::string Place() const;  // "GET /pets/{id}"
};

/// What the conversion of one document shares.
struct Context {
  Source& source;
  Notes& notes;
};

/// How many parameters a tool may have yet.
using Room = std::size_t;

}  // namespace imprint::openapi
