# The program with all that its checks need, from packages alone:
#   docker build -t nofreelunch .
#   docker run --rm -v "$PWD/out:/src/out" -v nofreelunch:/cache nofreelunch figure7
FROM golang:1.26-bookworm
RUN apt-get update -q \
 && apt-get install -qy --no-install-recommends \
    chromium nodejs npm python3-venv qemu-user shellcheck texlive-latex-base \
    poppler-utils librsvg2-bin ghostscript libtiff-tools fonts-liberation \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /usr/local/bin/nfl ./build
ENV NOFREELUNCH_CACHE=/cache
VOLUME /cache
ENTRYPOINT ["nfl"]
