// Fills an empty data folder for measurements and prints what a client needs to know of it as one
// JSON object (seeds.h). Usage: bench_seed templates|installations DATA COUNT
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

#include "bench/seed/seeds.h"

namespace {

using namespace imprint;

int Usage() {
  std::fputs("usage: bench_seed templates|installations DATA COUNT\n", stderr);
  return 2;
}

int Failed(const Error& error) {
  std::fprintf(stderr, "bench_seed: %s %s\n", error.message().c_str(), error.detail.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return Usage();
  const std::string_view what = argv[1];
  const std::string_view number = argv[3];
  std::size_t count = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), count);
  if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return Usage();
  if (what != "templates" && what != "installations") return Usage();
  auto place = bench::Place::Open(argv[2]);
  if (!place) return Failed(place.error());
  const auto told = what == "templates" ? bench::SeedTemplates(**place, count)
                                        : bench::SeedInstallations(**place, count);
  if (!told) return Failed(told.error());
  std::printf("%s\n", told->c_str());
  return 0;
}
