#pragma once

#include <string>
#include <string_view>

namespace imprint::web {

/// A pack with that index and those bytes, as web/scripts/pack.mjs would write it.
std::string PackBytes(std::string_view index, std::string_view bytes);

/// Two pages; index.html in three forms, the hashed assets/app-12345678.js in two, and icon.svg as
/// it is. The bytes of a form are its file's name and its coding: "index br".
std::string SamplePack();

}  // namespace imprint::web
