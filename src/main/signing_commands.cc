#include "main/signing_commands.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/crypto.h"
#include "main/output_file.h"
#include "main/report.h"
#include "main/signature_file.h"
#include "main/template_source.h"

namespace imprint {
namespace {

Status Initialise() {
  if (crypto::Initialise()) return {};
  return Fail(ErrorCode::kInternal, "libsodium cannot be initialised.");
}

Result<Hash> VersionOfSource(const SigningOptions& options) {
  const auto version = CompileSource(options.source, options.secrets == "variables");
  if (!version) return Fail(version.error());
  return VersionIdOf(*version);
}

Result<std::string> Sign(const SigningOptions& options) {
  if (auto ready = Initialise(); !ready) return Fail(ready.error());
  const auto keys = ReadKeyFile(options.key_file);
  if (!keys) return Fail(keys.error());
  const auto version = VersionOfSource(options);
  if (!version) return Fail(version.error());
  return WriteSignature(
      {*version, keys->public_key, signing::SignVersion(*keys, crypto::AsText(version->bytes))});
}

Status Verify(const SigningOptions& options) {
  if (auto ready = Initialise(); !ready) return ready;
  const auto publisher = ParsePublicKey(options.publisher);
  if (!publisher) return Fail(publisher.error());
  const auto signature = ReadSignatureFile(options.signature_file);
  if (!signature) return Fail(signature.error());
  const auto version = VersionOfSource(options);
  if (!version) return Fail(version.error());
  if (signature->public_key != *publisher) {
    return Fail(ErrorCode::kSignatureInvalid, "It was signed with another key.");
  }
  if (signature->version != *version) {
    return Fail(ErrorCode::kSignatureInvalid, "What was signed is another version.");
  }
  if (!signing::VerifyVersion(*publisher, signature->signature, crypto::AsText(version->bytes))) {
    return Fail(ErrorCode::kSignatureInvalid, "The signature is not good.");
  }
  return {};
}

}  // namespace

int KeygenCommand(const SigningOptions& options) {
  if (auto ready = Initialise(); !ready) return ReportFailure(ready.error());
  const auto keys = signing::NewKeyPair();
  const auto written =
      WriteOutputFile(options.output, WriteKeyFile(keys), 0600, Overwrite::kRefuse);
  if (!written) return ReportFailure(written.error());
  fmt::print("{}\n", PublicKeyText(keys.public_key));
  return 0;
}

int SignCommand(const SigningOptions& options) {
  const auto text = Sign(options);
  if (!text) return ReportFailure(text.error());
  if (options.output.empty()) {
    fmt::print("{}", *text);
    return 0;
  }
  const auto written = WriteOutputFile(options.output, *text, 0666, Overwrite::kReplace);
  return written ? 0 : ReportFailure(written.error());
}

int VerifyCommand(const SigningOptions& options) {
  const auto good = Verify(options);
  if (!good) return ReportFailure(good.error());
  fmt::print("The signature is good.\n");
  return 0;
}

}  // namespace imprint
