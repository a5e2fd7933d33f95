#pragma once

#include <string>

namespace imprint {

// Commands about signatures, which need no server. Each gives the process's exit code.

struct SigningOptions {
  std::string source;  // a zip, a folder or a Diga template's document
  std::string key_file;
  std::string signature_file;
  std::string publisher;  // a public key
  std::string output;     // empty: standard output
  std::string secrets;    // as publish takes it: it decides what the version is
};
/// Writes a new key for its owner alone and prints the public key.
int KeygenCommand(const SigningOptions& options);
/// Signs the version that a server would make of the source.
int SignCommand(const SigningOptions& options);
/// 0 when the signature is the publisher's and of that source.
int VerifyCommand(const SigningOptions& options);

}  // namespace imprint
