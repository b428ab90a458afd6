# coderl and its compilers, for a user who is not root. The last layer is built only where runs can
# be isolated.
#   docker build -t coderl .
#   docker run --rm -v "$PWD":/work:ro coderl grade solution.py --problem two_sum
# docs/guides/docker.md says how it is built without a registry.
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
# For example --no-index --find-links /src/wheels
ARG PIP_OPTIONS=
COPY . /src
RUN python3 -m venv /opt/coderl && \
    /opt/coderl/bin/pip install --no-cache-dir $PIP_OPTIONS /src

FROM ${BASE}
# Empty where BASE has all that is needed.
ARG PACKAGES="gcc g++"
RUN if [ -n "$PACKAGES" ]; then \
        apt-get update && \
        apt-get install -y --no-install-recommends $PACKAGES && \
        rm -rf /var/lib/apt/lists/*; \
    fi
COPY --from=build /opt/coderl /opt/coderl
RUN echo coderl:x:1000:1000::/home/coderl:/bin/sh >>/etc/passwd && \
    echo coderl:x:1000: >>/etc/group && \
    mkdir --parents /home/coderl && chown 1000:1000 /home/coderl
ENV PATH=/opt/coderl/bin:$PATH
USER coderl
WORKDIR /work
ENTRYPOINT ["coderl"]
CMD ["doctor"]
RUN coderl doctor
