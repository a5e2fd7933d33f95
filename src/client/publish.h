#pragma once

#include <functional>
#include <string>
#include <vector>

#include "client/api.h"

namespace imprint::client {

/// What is published, and as what.
struct Publication {
  std::string template_id;  // empty: a new one
  std::string name;
  std::string description;
  std::vector<std::string> applications;
  std::string note;
  std::string signature;  // {"publicKey", "signature"} as JSON, or empty
  std::string secrets;    // "refuse", "variables" or empty
  bool makes_public = true;
};

/// Publishes a zip (integrator.io): sends it, makes the template where it is a new one, gives it
/// the version and, where that is asked for, makes it public. A template that was made for a file
/// that is no good is removed again. Gives {"template": ..., "version": ...}.
Outcome<json::Document> PublishZip(Api& api, const Publication& publication,
                                   const std::string& file_name, const FileBytes& zip);

/// Publishes a template document (Diga), which is public at once; `document` is JSON, and an empty
/// name keeps the document's own. Gives the same.
Outcome<json::Document> PublishDocument(Api& api, const Publication& publication,
                                        const json::Document& document);

}  // namespace imprint::client
