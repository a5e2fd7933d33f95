#include "surface/http/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace imprint::http {
namespace {

constexpr std::string_view kHttp11 = "\x08http/1.1";
constexpr std::size_t kMostBytesOfOneCall = 1 << 20;

using ContextPointer = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

/// The queue's first error without its place in the source, and an empty queue.
std::string TakeErrors() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "unknown error";
}

Error Unusable(const char* option, const std::string& what) {
  return Error(ErrorCode::kInvalidField, what + " (" + TakeErrors() + ").", option);
}

// An encrypted key would otherwise be asked for on the terminal.
int NoPassword(char*, int, int, void*) {
  return -1;
}

int ChooseProtocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                   const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* match = nullptr;
  const int result = SSL_select_next_proto(
      &match, chosen_size, reinterpret_cast<const unsigned char*>(kHttp11.data()),
      static_cast<unsigned>(kHttp11.size()), offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

int SocketOf(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool IsTemporary(ssize_t result) {
  return result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

// OpenSSL's own way of writing to a socket would raise SIGPIPE.
int SendTo(BIO* bio, const char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t sent = ::send(SocketOf(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (IsTemporary(sent)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int ReceiveFrom(BIO* bio, char* bytes, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t count = ::recv(SocketOf(bio), bytes, static_cast<std::size_t>(size), 0);
  if (IsTemporary(count)) BIO_set_retry_read(bio);
  return static_cast<int>(count);
}

long Control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH || command == BIO_CTRL_DUP ? 1 : 0;
}

const BIO_METHOD* SocketMethod() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    BIO_meth_set_write(made, SendTo);
    BIO_meth_set_read(made, ReceiveFrom);
    BIO_meth_set_ctrl(made, Control);
    return made;
  }();
  return method;
}

int Clamped(std::size_t size) {
  return static_cast<int>(std::min(size, kMostBytesOfOneCall));
}

}  // namespace

struct TlsContext::Impl {
  ContextPointer context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
};

struct TlsSession::Impl {
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl{nullptr, SSL_free};
  bool usable = true;
};

TlsContext::TlsContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<const TlsContext>> TlsContext::Load(const std::string& cert_file,
                                                           const std::string& key_file) {
  ERR_clear_error();
  auto impl = std::make_unique<Impl>();
  SSL_CTX* context = impl->context.get();
  if (!context) return Fail(ErrorCode::kInternal, "TLS cannot be initialised.");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  // Clients resume by tickets, so that nothing is kept for those that do not come again.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, ChooseProtocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context, NoPassword);
  if (SSL_CTX_use_certificate_chain_file(context, cert_file.c_str()) != 1) {
    return Fail(Unusable("--tls-cert", "Cannot use the certificates in " + cert_file));
  }
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Fail(Unusable("--tls-key", "Cannot use the key in " + key_file));
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return Fail(Unusable("--tls-key", key_file + " is not the key of " + cert_file));
  }
  return std::shared_ptr<const TlsContext>(new TlsContext(std::move(impl)));
}

TlsSession::TlsSession(std::shared_ptr<const TlsContext> context, int socket)
    : context_(std::move(context)), impl_(std::make_unique<Impl>()) {
  impl_->ssl.reset(SSL_new(context_->impl_->context.get()));
  BIO* bio = impl_->ssl ? BIO_new(SocketMethod()) : nullptr;
  impl_->usable = bio != nullptr;
  if (!bio) return;
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
  BIO_set_init(bio, 1);
  SSL_set_bio(impl_->ssl.get(), bio, bio);
  SSL_set_accept_state(impl_->ssl.get());
}

TlsSession::~TlsSession() = default;

TlsSession::Step TlsSession::Handshake() {
  if (!impl_->usable) return Step::kFailed;
  ERR_clear_error();
  return StepOf(SSL_do_handshake(impl_->ssl.get()));
}

TlsSession::Step TlsSession::Read(std::span<char> space, std::size_t& count) {
  count = 0;
  if (!impl_->usable) return Step::kFailed;
  ERR_clear_error();
  const int result = SSL_read(impl_->ssl.get(), space.data(), Clamped(space.size()));
  if (result > 0) count = static_cast<std::size_t>(result);
  return StepOf(result);
}

TlsSession::Step TlsSession::Write(std::string_view bytes, std::size_t& count) {
  count = 0;
  if (!impl_->usable) return Step::kFailed;
  ERR_clear_error();
  const int result = SSL_write(impl_->ssl.get(), bytes.data(), Clamped(bytes.size()));
  if (result > 0) count = static_cast<std::size_t>(result);
  return StepOf(result);
}

void TlsSession::SayGoodbye() {
  if (!impl_->usable || !SSL_is_init_finished(impl_->ssl.get())) return;
  impl_->usable = false;
  ERR_clear_error();
  (void)SSL_shutdown(impl_->ssl.get());
  ERR_clear_error();
}

TlsSession::Step TlsSession::StepOf(int result) {
  if (result > 0) return Step::kDone;
  switch (SSL_get_error(impl_->ssl.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Step::kWantsRead;
    case SSL_ERROR_WANT_WRITE:
      return Step::kWantsWrite;
    case SSL_ERROR_ZERO_RETURN:  // a goodbye, after which the client may still read
      return Step::kFailed;
    default:
      // Neither this session nor its goodbye may be used any more.
      impl_->usable = false;
      return Step::kFailed;
  }
}

}  // namespace imprint::http
