# docker build -t imprint .
# docker run -p 8080:8080 -v imprint:/var/lib/imprint imprint
# docker exec CONTAINER imprint token create --data /var/lib/imprint --account acme

FROM debian:12-slim AS build
WORKDIR /src
COPY scripts scripts
COPY web/package.json web/package-lock.json web/.npmrc web/
RUN scripts/setup build web \
    && apt-get install -y --no-install-recommends debhelper dpkg-dev
COPY CMakeLists.txt LICENSE README.md CHANGELOG.md Makefile ./
COPY api api
COPY cmake cmake
COPY docs docs
COPY packaging packaging
COPY src src
COPY web web
RUN make web && packaging/build-deb && mv build/package/imprint_*.deb /imprint.deb

# The package knows which libraries the program needs. The number of its user is fixed, for volumes
# and for Kubernetes' runAsNonRoot.
FROM debian:12-slim
COPY --from=build /imprint.deb /tmp/imprint.deb
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/imprint --shell /usr/sbin/nologin imprint \
    && apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
       ca-certificates curl systemd-standalone-sysusers /tmp/imprint.deb \
    && rm -rf /tmp/imprint.deb /var/lib/apt/lists/* \
    && install -d -o imprint -g imprint -m 0700 /var/lib/imprint
USER 10001:10001
WORKDIR /var/lib/imprint
VOLUME /var/lib/imprint
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["imprint"]
CMD ["serve", "--listen", "0.0.0.0:8080", "--data", "/var/lib/imprint"]
