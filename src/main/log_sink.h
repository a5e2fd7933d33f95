#pragma once

#include <spdlog/sinks/base_sink.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace imprint {

/// Writes lines to standard error a few milliseconds after they came, many with one system call:
/// under load, writing each line by itself costs more than answering its request. A warning or an
/// error is written before its log call returns, with all that came before it. What waits is
/// written when the sink is destroyed; a process that is killed loses the last milliseconds.
class LogSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  LogSink();
  ~LogSink() override;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;

 private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override;
  void Run();

  // Guarded by base_sink's mutex_.
  spdlog::memory_buf_t waiting_;
  bool stopping_ = false;
  std::condition_variable arrived_;
  std::thread thread_;
};

}  // namespace imprint
