# syntax=docker/dockerfile:1

FROM python:3.11-slim AS packages
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /app/.venv \
 && /app/.venv/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin prokhodnaya \
 && mkdir -p /app/var/backups && chown -R prokhodnaya /app/var
WORKDIR /app
COPY --from=packages /app/.venv /app/.venv
COPY bot/ bot/
COPY locales/ locales/
ENV PATH="/app/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    LOG_FORMAT=json
USER prokhodnaya
VOLUME /app/var
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s CMD ["python", "-m", "bot", "doctor", "--quick"]
STOPSIGNAL SIGTERM
# exec: the bot itself receives the signal and ends in good order.
CMD ["sh", "-c", "python -m bot migrate && exec python -m bot run"]
