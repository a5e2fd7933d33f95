#pragma once

#include "app/publishers.h"
#include "app/version_cache.h"
#include "base/byte_budget.h"
#include "base/crypto.h"
#include "base/id_source.h"
#include "base/limits.h"
#include "ports/blob_store.h"
#include "ports/clock.h"
#include "ports/direct_uploads.h"
#include "ports/http_client.h"
#include "ports/metrics.h"
#include "ports/store.h"

namespace imprint {

/// Who asks for a change, as its audit entry tells it.
struct Caller {
  std::string token;    // public id
  std::string address;  // without the port
  std::string request;  // the request's id
};

/// What every operation works with. All of it is safe from any thread and outlives every operation.
struct Services {
  Store& store;
  BlobStore& blobs;
  const Clock& clock;
  IdSource& ids;
  VersionCache& versions;
  const crypto::SecretBox& secrets;
  const crypto::Key& upload_key;  // signs upload URLs
  const Limits& limits;
  HttpClient* outbound = nullptr;           // null where nothing is fetched from outside
  DirectUploads* direct_uploads = nullptr;  // null where files come through this process
  Metrics& metrics = Metrics::None();
  const Publishers* publishers = nullptr;  // null: no signature is trusted, and none required
  ByteBudget* work = nullptr;              // of limits.work_bytes; null where memory is not counted
  /// Set for one request; null: the command line and what the server does by itself.
  const Caller* caller = nullptr;
};

/// `return Pass(result)` hands a failed Result's error on as the caller's own.
template <typename T>
tl::unexpected<Error> Pass(Result<T>& failed) {
  return tl::unexpected<Error>(std::move(failed.error()));
}

}  // namespace imprint
