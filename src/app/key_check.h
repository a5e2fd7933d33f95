#pragma once

#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/error.h"
#include "ports/store.h"

namespace imprint {

/// The setting that tells which master key a store's secrets are sealed with.
inline constexpr std::string_view kKeyCheckSetting = "key_check";
/// What the key of sealed secrets is derived with from the master key.
inline constexpr char kSecretsContext[] = "secrets_";
/// The setting that says something ("yes") while a copy into the store has not been finished.
inline constexpr std::string_view kUnfinishedCopySetting = "unfinished_copy";

/// Tells master keys apart and gives nothing of them away: 64 hex digits.
std::string KeyFingerprint(const crypto::Key& master);

/// Makes sure that the store belongs to this master key: the first one that is checked, and that
/// opens a secret where there is one already, is remembered. kInvalidField when it belongs to
/// another, kConflict when the store holds an unfinished copy; otherwise the store's errors.
/// Messages are for the operator.
Status CheckKey(Store& store, const crypto::Key& master);

}  // namespace imprint
