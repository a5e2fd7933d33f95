#pragma once

#include "surface/http/router.h"
#include "surface/web/pack.h"

namespace imprint::web {

/// The page: index.html at each of the pack's pages, and its other files under their own paths; with
/// status 404 also where nothing else is, for clients that ask for text/html. None needs a token, and all run on the I/O thread. An empty pack answers "/" with 404 and says
/// why. `pack`, the bytes that it was read from, and `router` must outlive the server.
void AddRoutes(const Pack& pack, http::Router& router);

}  // namespace imprint::web
