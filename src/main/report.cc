#include "main/report.h"

#include <fmt/format.h>

#include <cstdio>

namespace imprint {

int ReportFailure(const Error& error) {
  for (const Problem& problem : error.problems) {
    if (problem.field.empty()) {
      fmt::print(stderr, "imprint: {}\n", problem.message);
    } else {
      fmt::print(stderr, "imprint: {}: {}\n", problem.field, problem.message);
    }
  }
  if (!error.detail.empty()) fmt::print(stderr, "imprint: ({})\n", error.detail);
  return 1;
}

}  // namespace imprint
