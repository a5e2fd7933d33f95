# One command for each habit. `make demo` and `make test` install what they need.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
RELEASE := build/release
CTEST := ctest --output-on-failure --timeout 900

.PHONY: help
help:
	@echo "make demo          build, start a server and watch the main job; make demo STOP=1 stops it"
	@echo "make test          every test, but for those of the next line"
	@echo "make browser       the page in Chromium; pictures in build/browser"
	@echo "make build         the binary, with the page: $(RELEASE)/imprint"
	@echo "make web           the page alone: $(WEB_PACK)"
	@echo "make screenshots   docs/images, the pictures of the README"
	@echo "make test-postgres the store's tests and the end-to-end tests on PostgreSQL"
	@echo "make test-s3       the blobs' tests and the end-to-end tests on PostgreSQL and S3 (Swift)"
	@echo "make cluster       three processes behind nginx on one database and one bucket"
	@echo "make faults        kills, outages, full disks, clock steps: nothing acknowledged is lost"
	@echo "make package       build/imprint_*.deb; make test-package installs, runs and removes it"
	@echo "make asan          every test with AddressSanitizer and UndefinedBehaviorSanitizer"
	@echo "make tsan          store and server tests with ThreadSanitizer"
	@echo "make fuzz          each fuzz target for SECONDS (30)"
	@echo "make crash         SIGKILL during installs, KILLS (50) times"
	@echo "make prism SPEC=F  the wire against another OpenAPI document (DIGA_SPEC=F for the other dialect)"
	@echo "make format        clang-format over the sources; make tidy: clang-tidy"
	@echo "make bench         speed beside ceilings and peers, a quarter of an hour: bench/results/; BENCH='--quick' is short"
	@echo "make clean"

.PHONY: demo
demo:
ifdef STOP
	@scripts/demo stop
else
	@scripts/setup build
	@$(MAKE) --no-print-directory build
	@scripts/demo
endif

# $(1): folder, $(2): further options
define configure
	@test -f $(1)/build.ninja || cmake -S . -B $(1) -G Ninja $(2) > $(1).log 2>&1 || { cat $(1).log; exit 1; }
endef

# What the page is made of; it is made anew when one of these is newer.
WEB_PACK := build/web/site.pack
WEB_SOURCES := $(shell find web api \
  \( -path web/node_modules -o -path web/e2e -o -path web/src/api/generated \) -prune -o \
  -type f ! -name '*.test.*' -print)

.PHONY: web
web: $(WEB_PACK)

$(WEB_PACK): $(WEB_SOURCES)
	@scripts/setup web
	@cd web && ../scripts/with-node npm run --silent build -- --logLevel warn
	@scripts/with-node node web/scripts/pack.mjs build/web/site $@

.PHONY: build
build: web
	@mkdir -p build
	$(call configure,$(RELEASE),-DCMAKE_BUILD_TYPE=RelWithDebInfo)
	@cmake --build $(RELEASE) --target imprint -j $(JOBS)

# Everything that the tests run.
.PHONY: binaries
binaries: web
	@mkdir -p build
	$(call configure,$(RELEASE),-DCMAKE_BUILD_TYPE=RelWithDebInfo)
	@cmake --build $(RELEASE) -j $(JOBS)

.PHONY: test
test:
	@scripts/setup build test web
	@$(MAKE) --no-print-directory binaries
	@cd $(RELEASE) && $(CTEST) -j $(JOBS)

# They find the server by IMPRINT and leave a picture of each page in build/browser.
BROWSER_TESTS = $(wildcard web/e2e/*.test.mjs)
WITH_BROWSER := IMPRINT=$(abspath $(RELEASE)/imprint) scripts/with-node

.PHONY: browser
browser:
	@scripts/setup build web browser
	@$(MAKE) --no-print-directory build
	@test -n "$(BROWSER_TESTS)" || { echo "there is no test in web/e2e" >&2; exit 1; }
	@rm -rf build/browser && mkdir -p build/browser
	@$(WITH_BROWSER) scripts/browser-tests $(BROWSER_TESTS)

.PHONY: screenshots
screenshots:
	@scripts/setup build web browser
	@$(MAKE) --no-print-directory build
	@mkdir -p docs/images
	@$(WITH_BROWSER) node web/e2e/screenshots.mjs

E2E := $(CTEST) -j $(JOBS) -R '^e2e\.' -E '^e2e\.demo$$'

.PHONY: test-postgres
test-postgres:
	@scripts/setup build test postgres
	@$(MAKE) --no-print-directory binaries
	@scripts/with-services postgres -- bash -ec 'cd $(RELEASE); tests/store_postgres_test --gtest_brief=1; \
	  IMPRINT_E2E_DATABASE="$$IMPRINT_TEST_DATABASE" $(E2E)'

.PHONY: test-s3
test-s3:
	@scripts/setup build test postgres s3
	@$(MAKE) --no-print-directory binaries
	@cmake --build $(RELEASE) --target presign
	@scripts/with-services postgres swift -- bash -ec 'node --test tests/s3/; \
	  /usr/bin/python3 tests/s3/presign_check.py $(RELEASE)/tests/s3/presign; \
	  cd $(RELEASE); tests/blob_s3_test --gtest_brief=1; \
	  IMPRINT_E2E_DATABASE="$$IMPRINT_TEST_DATABASE" IMPRINT_E2E_BLOBS="$$IMPRINT_TEST_S3" $(E2E)'

.PHONY: cluster
cluster:
	@scripts/setup build test postgres s3 cluster
	@$(MAKE) --no-print-directory build
	@scripts/with-services postgres swift -- node --test tests/cluster/

.PHONY: faults
faults:
	@scripts/setup build test postgres s3 faults
	@$(MAKE) --no-print-directory build
	@node --test tests/faults/

.PHONY: package
package: web
	@scripts/setup build package
	@packaging/build-deb

.PHONY: test-package
test-package: web
	@scripts/setup build package
	@tests/package/package_test.sh

.PHONY: asan
asan: web
	@scripts/setup build test
	@mkdir -p build
	$(call configure,build/asan,-DCMAKE_BUILD_TYPE=Debug -DIMPRINT_SANITIZE=address$(comma)undefined)
	@cmake --build build/asan -j $(JOBS)
	@cd build/asan && $(CTEST) -j $(JOBS) -E '^web\.'

TSAN_TESTS := base_test store_memory_test store_sqlite_test store_postgres_test blob_file_test \
  blob_s3_test metrics_test surface_http_test surface_account_test app_test outbound_test

# The address space of newer kernels is laid out too randomly for this ThreadSanitizer.
.PHONY: tsan
tsan:
	@scripts/setup build
	@mkdir -p build
	$(call configure,build/tsan,-DCMAKE_BUILD_TYPE=Debug -DIMPRINT_SANITIZE=thread)
	@cmake --build build/tsan -j $(JOBS) --target $(TSAN_TESTS)
	@fixed=$$(setarch -R true 2> /dev/null && echo "setarch -R"); cd build/tsan/tests && \
	  for t in $(TSAN_TESTS); do $$fixed ./$$t --gtest_brief=1 || exit 1; done

SECONDS ?= 30
.PHONY: fuzz
fuzz:
	@scripts/setup build fuzz
	@mkdir -p build
	$(call configure,build/fuzz,-DCMAKE_CXX_COMPILER=clang++-14 -DCMAKE_BUILD_TYPE=RelWithDebInfo -DIMPRINT_FUZZ=ON)
	@cmake --build build/fuzz -j $(JOBS) --target fuzzers
	@scripts/fuzz build/fuzz $(SECONDS)

KILLS ?= 50
.PHONY: crash
crash:
	@scripts/setup build test
	@$(MAKE) --no-print-directory build
	@KILLS=$(KILLS) node --test tests/crash/crash.test.mjs

.PHONY: prism
prism:
	@test -n "$(SPEC)$(DIGA_SPEC)" || { echo "say SPEC=path/to/openapi.json, DIGA_SPEC=... or both"; exit 2; }
	@scripts/setup build test
	@$(MAKE) --no-print-directory build
	@IMPRINT_VENDOR_SPEC=$(if $(SPEC),$(abspath $(SPEC))) \
	  IMPRINT_DIGA_VENDOR_SPEC=$(if $(DIGA_SPEC),$(abspath $(DIGA_SPEC))) \
	  node --test tests/e2e/prism.test.mjs tests/e2e/diga_prism.test.mjs

# Without the peer, the run says what it could not compare, and fails at its end.
.PHONY: bench
bench:
	@scripts/setup build bench
	@bench/peers/install || echo "bench: the Fastify peer is not there" >&2
	@$(MAKE) --no-print-directory build
	$(call configure,build/bench,-DCMAKE_BUILD_TYPE=RelWithDebInfo -DIMPRINT_BENCH=ON -DIMPRINT_TESTS=OFF)
	@cmake --build build/bench --target bench_loop bench_commits bench_client bench_parts bench_seed -j $(JOBS)
	@bench/run $(BENCH)

SOURCES = $(shell git ls-files -co --exclude-standard 'src/*.cc' 'src/*.h' 'tests/*.cc' 'tests/*.h' \
  'bench/*.cc' 'bench/*.h')
.PHONY: format
format:
	@scripts/setup tidy
	@clang-format -i $(SOURCES)

.PHONY: tidy
tidy:
	@scripts/setup build tidy
	@mkdir -p build
	$(call configure,$(RELEASE),-DCMAKE_BUILD_TYPE=RelWithDebInfo)
	@clang-tidy -p $(RELEASE) --quiet $(filter src/%.cc,$(SOURCES))

.PHONY: clean
clean:
	rm -rf build

comma := ,
