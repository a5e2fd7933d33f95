// Whole answers beside memcpy of their bytes: the preview of a template, and what an install gives.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "ceiling.h"
#include "sample_bundle.h"
#include "surface/integrator/envelope.h"

namespace imprint::bench {
namespace {

CompiledVersion VersionOf(const benchmark::State& state) {
  return SampleVersion(static_cast<std::size_t>(state.range(0)), 1024);
}

void Preview(benchmark::State& state) {
  const CompiledVersion version = VersionOf(state);
  std::string out;
  for (auto _ : state) {
    out.clear();
    integrator::AppendPreview(version, out);
    benchmark::DoNotOptimize(out.data());
  }
  CountBytes(state, out.size());
}

void CopyPreview(benchmark::State& state) {
  std::string bytes;
  integrator::AppendPreview(VersionOf(state), bytes);
  Copy(state, bytes);
}

Installed InstalledOf(const benchmark::State& state) {
  auto version = std::make_shared<const CompiledVersion>(VersionOf(state));
  return {SampleInstallation(*version), version};
}

void AnswerInstall(benchmark::State& state) {
  const Installed installed = InstalledOf(state);
  std::string out;
  for (auto _ : state) {
    out.clear();
    integrator::AppendInstalled(installed, out);
    benchmark::DoNotOptimize(out.data());
  }
  CountBytes(state, out.size());
}

void CopyAnswer(benchmark::State& state) {
  std::string bytes;
  integrator::AppendInstalled(InstalledOf(state), bytes);
  Copy(state, bytes);
}

void Resources(benchmark::internal::Benchmark* bench) {
  for (const int resources : {10, 50, 200, 1000, 5000}) bench->Arg(resources);
  bench->Unit(benchmark::kMicrosecond);
}

BENCHMARK(Preview)->Name("preview")->Apply(Resources);
BENCHMARK(CopyPreview)->Name("preview_memcpy")->Apply(Resources);
BENCHMARK(AnswerInstall)->Name("install_answer")->Apply(Resources);
BENCHMARK(CopyAnswer)->Name("install_answer_memcpy")->Apply(Resources);

}  // namespace
}  // namespace imprint::bench
