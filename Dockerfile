# Production image: the product and what it needs, nothing of tests, tools or embedded servers.
FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --require-hashes --no-deps -r /tmp/base.txt

WORKDIR /app
COPY . .
# Settings want to be complete even here; none of these values reaches the image's environment.
RUN /opt/venv/bin/python -m bootstrap.catalogues \
    && SECRET_KEY=build ALLOWED_HOSTS=build CSRF_TRUSTED_ORIGINS=https://build \
       DATABASE_URL=postgres://build@127.0.0.1/build REDIS_URL=redis://127.0.0.1/0 \
       TELEGRAM_BOT_TOKEN=build TELEGRAM_WEBHOOK_SECRET=build EMAIL_HOST=build \
       PUBLIC_URL=https://build STATIC_ROOT=/app/static-root \
       DJANGO_SETTINGS_MODULE=config.settings.production \
       /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q config kernel sellers orders desk notifications \
    && rm -rf bootstrap

FROM python:3.11-slim

RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin otgruz \
    && install -d -o otgruz -g otgruz /media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app

WORKDIR /app
USER 10001:10001
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    STATIC_ROOT=/app/static-root \
    MEDIA_ROOT=/media
VOLUME /media
EXPOSE 8000

# Only the web process serves pages; compose switches this off for the others.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os; from urllib import parse, request as r; \
r.urlopen(r.Request('http://127.0.0.1:8000/healthz', \
headers={'Host': parse.urlsplit(os.environ['PUBLIC_URL']).netloc}), timeout=4)"]

CMD ["gunicorn", "config.wsgi:application", "--bind=0.0.0.0:8000", "--worker-class=gthread", \
     "--workers=2", "--threads=8", "--max-requests=20000", "--max-requests-jitter=2000", \
     "--graceful-timeout=20", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
