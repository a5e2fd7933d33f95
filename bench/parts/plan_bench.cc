// The plan of an install by the resources of its template, with a store in memory. Its ceiling is
// the work that cannot be left out: reading the template's row and its version, which is cached.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "app/plan.h"
#include "app/templates.h"
#include "app/testing/test_world.h"
#include "bundle/archive_writer.h"
#include "sample_bundle.h"

namespace imprint::bench {
namespace {

/// An account with connections, and a template of as many resources as the benchmark's argument.
class PlannedWorld {
 public:
  explicit PlannedWorld(const benchmark::State& state) : owner_(world_.NewAccount("owner", true)) {
    const auto& files = KeptBundle(static_cast<std::size_t>(state.range(0)), 1024);
    template_ = world_.NewTemplate(owner_);
    const auto zip = WriteZipBytes(files);
    if (!zip) std::abort();
    world_.Upload(owner_, *zip, template_);
    request_.account = owner_.id;
    request_.from_template = template_;
    request_.variables = {{"store_domain", "\"shop.example.com\""}};
    for (const ArchiveFile& file : files) {
      if (!file.path.starts_with("connections/")) continue;
      const json::Document document = test::Parse(file.bytes);
      request_.connections[*document.root().StringMember("_id")] =
          world_.MakeConnection(owner_).Text();
    }
    // What was uploaded becomes the template's content when it is first asked for.
    if (!MakePlan(services(), request_)) std::abort();
  }

  const Services& services() const { return world_.services(); }
  const PlanRequest& request() const { return request_; }

 private:
  test::TestWorld world_;
  Account owner_;
  TemplateId template_;
  PlanRequest request_;
};

void MakeOnePlan(benchmark::State& state) {
  const PlannedWorld world(state);
  for (auto _ : state) {
    const auto plan = MakePlan(world.services(), world.request());
    if (!plan) return state.SkipWithError(plan.error().message().c_str());
    if (!plan->installable) return state.SkipWithError(plan->problems[0].message.c_str());
    benchmark::DoNotOptimize(plan->resources.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}

void FindContent(benchmark::State& state) {
  const PlannedWorld world(state);
  for (auto _ : state) {
    VersionPtr version;
    static_cast<void>(world.services().store.Read([&](StoreReader& reader) -> Status {
      const auto row = reader.FindTemplate(*world.request().from_template);
      if (!row || !*row || !(*row)->version) return {};
      version = world.services().versions.Get(*(*row)->version).value_or(nullptr);
      return {};
    }));
    if (!version) return state.SkipWithError("the template has no content");
    benchmark::DoNotOptimize(version.get());
  }
}

void Resources(benchmark::internal::Benchmark* bench) {
  for (const int resources : {10, 50, 200, 1000, 5000}) bench->Arg(resources);
  bench->Unit(benchmark::kMicrosecond);
}

BENCHMARK(MakeOnePlan)->Name("plan")->Apply(Resources);
BENCHMARK(FindContent)->Name("plan_content")->Apply(Resources);

}  // namespace
}  // namespace imprint::bench
