#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace imprint::bench {

/// Notes that each round made so many bytes.
inline void CountBytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes));
  state.counters["bytes"] = static_cast<double>(bytes);
}

/// The ceiling of what makes `bytes`: memcpy of them into a buffer that is there already.
inline void Copy(benchmark::State& state, const std::string& bytes) {
  std::string out(bytes.size(), '\0');
  for (auto _ : state) {
    std::memcpy(out.data(), bytes.data(), bytes.size());
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  CountBytes(state, bytes.size());
}

}  // namespace imprint::bench
