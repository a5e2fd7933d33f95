#pragma once

#include "base/error.h"

namespace imprint {

/// Prints every problem of an error to standard error, and the detail behind it; gives 1.
int ReportFailure(const Error& error);

}  // namespace imprint
