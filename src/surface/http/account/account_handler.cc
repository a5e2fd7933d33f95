#include "surface/http/account/account_handler.h"

namespace imprint::http {

Result<Identity> Identify(const Services& services, Admission* admission, const Request& request) {
  if (admission) {
    if (auto let_in = admission->CheckAddress(request.peer); !let_in) return Pass(let_in);
  }
  auto bearer = AuthenticateHeader(services, request.Header("authorization"));
  if (!bearer) {
    if (admission) admission->NoteFailure(request.peer, bearer.error());
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
