// Rendering beside memcpy of the bytes that it gives, into a buffer that is there already.
#include <benchmark/benchmark.h>

#include <string>

#include "ceiling.h"
#include "model/render.h"
#include "sample_bundle.h"

namespace imprint::bench {
namespace {

constexpr std::size_t kNeighbours = 400;  // resources that a flow's ids are of

/// A flow of about as many bytes as the benchmark's argument.
struct OneFlow {
  explicit OneFlow(const benchmark::State& state)
      : version(SampleVersion(kNeighbours, static_cast<std::size_t>(state.range(0)))),
        installation(SampleInstallation(version)),
        ordinal(version.OrdinalsOf(Model::kFlow).back()) {}
  CompiledVersion version;
  Installation installation;
  std::uint32_t ordinal;
};

void RenderOne(benchmark::State& state) {
  const OneFlow flow(state);
  std::string out;
  for (auto _ : state) {
    out.clear();
    RenderInstalled(flow.version, flow.installation, flow.ordinal, out);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  CountBytes(state, out.size());
  state.counters["slots"] = static_cast<double>(flow.version.resources[flow.ordinal].slots.size());
}

void RenderOfMany(benchmark::State& state) {
  const OneFlow flow(state);
  const Renderer renderer(flow.version, flow.installation);
  std::string out;
  for (auto _ : state) {
    out.clear();
    renderer.Append(flow.ordinal, out);
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  CountBytes(state, out.size());
}

void CopyOne(benchmark::State& state) {
  const OneFlow flow(state);
  std::string bytes;
  RenderInstalled(flow.version, flow.installation, flow.ordinal, bytes);
  Copy(state, bytes);
}

void Sizes(benchmark::internal::Benchmark* bench) {
  for (const int bytes : {512, 1024, 4096, 16384, 65536}) bench->Arg(bytes);
}

// One of many documents, as previews and installs give them; and one alone, as a GET does.
BENCHMARK(RenderOfMany)->Name("render")->Apply(Sizes);
BENCHMARK(RenderOne)->Name("render_one")->Apply(Sizes);
BENCHMARK(CopyOne)->Name("render_memcpy")->Apply(Sizes);

}  // namespace
}  // namespace imprint::bench
