# The app as one process, with one volume for the runs. The same for amd64 and arm64.
# What it needs, and how it is looked after: docs/hosting.md
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore

WORKDIR /app
COPY requirements.txt requirements-cluster.txt ./

# PyTorch's builds without CUDA, several gigabytes smaller, are in an index of its own, whose address
# its page "Get started" shows; without it the usual build is taken.
ARG TORCH_INDEX=
RUN PIP_EXTRA_INDEX_URL="$TORCH_INDEX" pip install --requirement requirements.txt \
    --requirement requirements-cluster.txt

COPY . ./
RUN python -m compileall -q app.py pages rnnviz \
    && install --directory --owner=10001 --group=10001 --mode=0700 /runs

USER 10001:10001
ENV HOME=/tmp \
    RNNVIZ_RUNS=/runs \
    RNNVIZ_HOSTED=1
VOLUME /runs
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "docker/health.py"]
CMD ["python", "-m", "rnnviz", "app", "--port", "8501", "--headless"]
