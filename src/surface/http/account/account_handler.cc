#include "surface/http/account/account_handler.h"

namespace imprint::http {

Result<Identity> Identify(const Services& services, Admission* admission, const Request& request) {
  auto bearer = AuthenticateHeader(services, request.Header("authorization"));
  if (!bearer) {
    // Only bad tokens: the good ones of an address that others share must go on working.
    if (admission && bearer.error().code() == ErrorCode::kBadToken) {
      if (auto counted = admission->NoteFailure(request.peer); !counted) return Pass(counted);
    }
    return Pass(bearer);
  }
  if (admission) {
    auto let_in = admission->Admit(bearer->account.id.id.Bytes());
    if (!let_in) return Pass(let_in);
  }
  return Identity{std::move(bearer->account),
                  {std::move(bearer->token_id), request.peer, request.id}};
}

}  // namespace imprint::http
