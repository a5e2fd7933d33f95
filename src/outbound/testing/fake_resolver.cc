#include "outbound/testing/fake_resolver.h"

#include <dlfcn.h>
#include <netdb.h>

#include <map>
#include <mutex>
#include <thread>

namespace imprint::test {
namespace {

struct Entry {
  std::vector<std::string> addresses;
  std::chrono::milliseconds delay{};
  int asked = 0;
};

struct Names {
  std::mutex mutex;
  std::map<std::string, Entry> entries;
};

// Never destroyed: a resolving thread may outlive the tests.
Names& AllNames() {
  static Names& names = *new Names;
  return names;
}

using Resolve = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

int ResolveNumber(const char* text, const char* service, const addrinfo* hints, addrinfo** out) {
  static const auto kSystem = reinterpret_cast<Resolve>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  addrinfo numeric = hints != nullptr ? *hints : addrinfo{};
  numeric.ai_family = AF_UNSPEC;
  numeric.ai_flags = AI_NUMERICHOST;
  return kSystem(text, service, &numeric, out);
}

int ResolveAll(const std::vector<std::string>& addresses, const char* service,
               const addrinfo* hints, addrinfo** out) {
  *out = nullptr;
  addrinfo** tail = out;
  for (const std::string& address : addresses) {
    if (ResolveNumber(address.c_str(), service, hints, tail) != 0) return EAI_NONAME;
    while (*tail != nullptr) tail = &(*tail)->ai_next;
  }
  return *out == nullptr ? EAI_NONAME : 0;
}

}  // namespace

FakeResolver::FakeResolver() = default;

FakeResolver::~FakeResolver() {
  const std::lock_guard lock(AllNames().mutex);
  AllNames().entries.clear();
}

void FakeResolver::Add(const std::string& name, std::vector<std::string> addresses,
                       std::chrono::milliseconds delay) {
  const std::lock_guard lock(AllNames().mutex);
  Entry& entry = AllNames().entries[name];
  entry.addresses = std::move(addresses);
  entry.delay = delay;
}

int FakeResolver::Asked(const std::string& name) const {
  const std::lock_guard lock(AllNames().mutex);
  return AllNames().entries[name].asked;
}

}  // namespace imprint::test

// The program's own definition comes before the C library's, for libcurl too.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** out) {
  using imprint::test::AllNames;
  if (name == nullptr) return imprint::test::ResolveNumber(name, service, hints, out);
  imprint::test::Entry entry;
  {
    const std::lock_guard lock(AllNames().mutex);
    const auto found = AllNames().entries.find(name);
    if (found != AllNames().entries.end()) {
      ++found->second.asked;
      entry = found->second;
    } else {
      entry.addresses = {name};
    }
  }
  std::this_thread::sleep_for(entry.delay);
  return imprint::test::ResolveAll(entry.addresses, service, hints, out);
}
