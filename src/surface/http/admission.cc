#include "surface/http/admission.h"

#include "surface/http/networks.h"

namespace imprint::http {
namespace {

Status Counted(Status status, Metrics& metrics) {
  if (!status) metrics.Add(Count::kRateLimited);
  return status;
}

}  // namespace

Admission::Admission(const Limits& limits, Metrics& metrics)
    : metrics_(metrics),
      accounts_(limits.requests_per_minute, limits.requests_burst),
      failures_(limits.failed_logins_per_minute, limits.failed_logins_per_minute) {}

Status Admission::CheckAddress(std::string_view peer) const {
  return Counted(failures_.Check(AddressKey(peer)), metrics_);
}

void Admission::NoteFailure(std::string_view peer, const Error& error) {
  if (error.code() == ErrorCode::kBadToken) (void)failures_.Admit(AddressKey(peer));
}

Status Admission::Admit(std::string_view account) {
  return Counted(accounts_.Admit(account), metrics_);
}

}  // namespace imprint::http
