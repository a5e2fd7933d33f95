#include "surface/http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace imprint::http {
namespace {

TEST(WorkerPool, RefusesNewWorkOverTheLimitButNotWhatHasBegun) {
  WorkerPool pool(1, {.all = 2, .of_one_peer = 10});
  std::promise<void> started;
  std::promise<void> release;
  std::atomic<int> ran = 0;
  ASSERT_TRUE(pool.Submit(WorkerPool::Kind::kNew, "p", [&] {
    started.set_value();
    release.get_future().wait();
  }));
  started.get_future().wait();

  EXPECT_TRUE(pool.Submit(WorkerPool::Kind::kNew, "p", [&] { ++ran; }));
  EXPECT_TRUE(pool.Submit(WorkerPool::Kind::kNew, "p", [&] { ++ran; }));
  EXPECT_FALSE(pool.Submit(WorkerPool::Kind::kNew, "p", [&] { ++ran; }));
  EXPECT_TRUE(pool.Submit(WorkerPool::Kind::kContinuation, "p", [&] { ++ran; }));

  release.set_value();
  pool.Stop();
  EXPECT_EQ(ran, 3);
  EXPECT_FALSE(pool.Submit(WorkerPool::Kind::kContinuation, "p", [&] { ++ran; }));
}

TEST(WorkerPool, WhoWaitsWithoutAWorkerCountsToo) {
  WorkerPool pool(1, {.all = 3, .of_one_peer = 2});
  auto first = pool.Reserve("p");
  auto second = pool.Reserve("p");
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(pool.Reserve("p")) << "of one peer";
  EXPECT_FALSE(pool.Submit(WorkerPool::Kind::kNew, "p", [] {}));
  const auto other = pool.Reserve("q");
  EXPECT_TRUE(other);
  EXPECT_FALSE(pool.Reserve("r")) << "of all";
  first.reset();
  EXPECT_TRUE(pool.Reserve("p"));
  second.reset();
  EXPECT_TRUE(pool.Submit(WorkerPool::Kind::kNew, "p", [] {}));
}

TEST(WorkerPool, RunsJobsOfManyThreads) {
  WorkerPool pool(4, {.all = 100000, .of_one_peer = 100000});
  std::atomic<int> ran = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) {
        EXPECT_TRUE(pool.Submit(WorkerPool::Kind::kNew, "p", [&] { ++ran; }));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  pool.Stop();
  pool.Stop();
  EXPECT_EQ(ran, 4000);
}

}  // namespace
}  // namespace imprint::http
