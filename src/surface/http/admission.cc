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

Status Admission::NoteFailure(std::string_view peer) {
  return Counted(failures_.Admit(AddressKey(peer)), metrics_);
}

Status Admission::Admit(std::string_view account) {
  return Counted(accounts_.Admit(account), metrics_);
}

}  // namespace imprint::http
