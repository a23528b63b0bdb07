# One image for web, worker, beat and migrations; docker-compose.yml gives each its command.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PATH=/venv/bin:$PATH
COPY requirements.lock ./
RUN python -m venv /venv && pip install --require-hashes -r requirements.lock
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY bin/_messages.py bin/
COPY manage.py ./
COPY locale locale
COPY templates templates
COPY portal portal
COPY evaluations evaluations
COPY pilots pilots
COPY reporting reporting
# The settings ask for addresses; collecting static files connects to nothing.
RUN python bin/_messages.py compile \
    && DATABASE_URL=postgresql://portal_app@/portal REDIS_URL=redis://127.0.0.1/0 SECRET_KEY=only-to-collect-static-files \
    STATIC_ROOT=/app/static python manage.py collectstatic --noinput

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home portal \
    && install -d -o portal -g portal /var/lib/portal /var/lib/portal/files
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER portal
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DEMO=false \
    PORTAL_STATE=/var/lib/portal MEDIA_ROOT=/var/lib/portal/files STATIC_ROOT=/app/static
VOLUME /var/lib/portal
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000"]
