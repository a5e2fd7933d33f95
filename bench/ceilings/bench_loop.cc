// The ceiling of anything that answers by HTTP: reads requests, parses their heads with Beast, and
// sends bytes that were made before. Usage: bench_loop FILE [FILE ...]; GET /0 answers with the
// bytes of the first FILE, head and body, /1 with those of the second. Runs until it is killed.
#include <sys/socket.h>

#include <boost/asio.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

// The executor's own type: any_io_executor would cost an indirect call at each step.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Task = asio::awaitable<void, Executor>;
constexpr asio::use_awaitable_t<Executor> kAwait;

using Answers = std::vector<std::string>;

constexpr std::string_view kNotFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
constexpr std::size_t kReadBytes = 4096;

/// What answers `target`, "/" and a number below the count of answers.
std::string_view AnswerTo(std::string_view target, const Answers& answers) {
  std::size_t index = 0;
  const char* end = target.data() + target.size();
  if (target.size() < 2) return kNotFound;
  const auto [stop, error] = std::from_chars(target.data() + 1, end, index);
  if (error != std::errc() || stop != end || index >= answers.size()) return kNotFound;
  return answers[index];
}

/// Sends what the socket takes at once and leaves the rest in `bytes`: in most cases none. A call
/// that waits for nothing needs no operation of Asio's, and takes more than async_write's 64 KiB.
void SendSome(Socket& socket, std::string_view& bytes, boost::system::error_code& error) {
  while (!bytes.empty() && !error) {
    bytes.remove_prefix(socket.write_some(asio::buffer(bytes.data(), bytes.size()), error));
  }
  if (error == asio::error::would_block) error = {};
}

Task Serve(Socket socket, const Answers& answers) {
  boost::beast::flat_static_buffer<16 * kReadBytes> buffer;
  boost::system::error_code error;
  auto token = asio::redirect_error(kAwait, error);
  for (;;) {
    http::request_parser<http::empty_body> parser;
    parser.eager(true);
    while (!parser.is_done()) {
      if (buffer.size() > 0) {
        buffer.consume(parser.put(buffer.data(), error));
        if (error == http::error::need_more) error = {};
        if (error) co_return;
        if (parser.is_done()) break;
      }
      if (buffer.max_size() - buffer.size() < kReadBytes) co_return;
      buffer.commit(co_await socket.async_read_some(buffer.prepare(kReadBytes), token));
      if (error) co_return;
    }
    std::string_view answer = AnswerTo(parser.get().target(), answers);
    for (SendSome(socket, answer, error); !answer.empty() && !error;) {
      co_await socket.async_wait(Socket::wait_write, token);
      if (!error) SendSome(socket, answer, error);
    }
    if (error || !parser.keep_alive()) co_return;
  }
}

Task Accept(Acceptor& acceptor, asio::io_context& loop, const Answers& answers) {
  for (;;) {
    Socket socket = co_await acceptor.async_accept(kAwait);
    socket.set_option(tcp::no_delay(true));
    socket.non_blocking(true);
    asio::co_spawn(loop, Serve(std::move(socket), answers), asio::detached);
  }
}

/// Listens on a port that the other threads share; 0 picks a free one.
Acceptor Listen(asio::io_context& loop, unsigned short port) {
  Acceptor acceptor(loop);
  acceptor.open(tcp::v4());
  const int on = 1;
  setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
  acceptor.bind({asio::ip::address_v4::loopback(), port});
  acceptor.listen();
  return acceptor;
}

void Run(asio::io_context& loop, Acceptor acceptor, const Answers& answers) {
  asio::co_spawn(loop, Accept(acceptor, loop, answers), asio::detached);
  loop.run();
}

void ServeAll(const Answers& answers) {
  asio::io_context first(1);
  Acceptor acceptor = Listen(first, 0);
  const unsigned short port = acceptor.local_endpoint().port();
  std::vector<std::thread> others;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) {
    others.emplace_back([&answers, port] {
      asio::io_context loop(1);
      Run(loop, Listen(loop, port), answers);
    });
  }
  std::cout << "listening on http://127.0.0.1:" << port << std::endl;
  Run(first, std::move(acceptor), answers);
}

}  // namespace

int main(int argc, char** argv) {
  Answers answers;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::cerr << "cannot read " << argv[i] << '\n';
      return 1;
    }
    answers.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  if (answers.empty()) {
    std::cerr << "usage: bench_loop FILE [FILE ...]\n";
    return 2;
  }
  ServeAll(answers);
}
