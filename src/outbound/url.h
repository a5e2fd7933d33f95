#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace imprint {

/// An http or https URL without credentials, as libcurl's own parser reads it: the transfer is
/// given this parse, so that what was checked is what is fetched.
class OutboundUrl {
 public:
  /// kOutboundRefused where the scheme is another or missing and for credentials in the URL,
  /// kOutboundFailed for what is no URL.
  static Result<OutboundUrl> Parse(const std::string& text);
  /// Where a Location header of this URL's answer leads; errors as Parse.
  Result<OutboundUrl> Resolve(const std::string& location) const;

  /// As in the URL, in lower case; an IPv4 address in its plain form, an IPv6 one in brackets.
  const std::string& host() const { return host_; }
  bool secure() const { return scheme_ == "https"; }
  /// The same scheme, host and port.
  bool SameOrigin(const OutboundUrl& other) const;
  CURLU* handle() const { return handle_.get(); }

 private:
  struct Cleanup {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
  };
  using Handle = std::unique_ptr<CURLU, Cleanup>;

  static Result<OutboundUrl> Set(Handle handle, const std::string& text);
  std::string Part(CURLUPart part) const;

  Handle handle_;
  std::string scheme_;
  std::string host_;
  std::string port_;
};

}  // namespace imprint
