# Two images: `tdbt`, the program alone, and `airflow`, Airflow with the program and its operator. docker-compose.yml
# says which service has which.
ARG NODE=24-bookworm-slim
ARG AIRFLOW=3.3.2-python3.12

# The package, built as it is published and installed as anybody installs it: without scripts, and here without the
# Postgres that it brings along, since the servers are containers of their own.
FROM node:${NODE} AS package
WORKDIR /src
COPY package.json package-lock.json .npmrc LICENSE CHANGELOG.md ./
COPY scripts scripts
COPY packages packages
RUN npm ci --ignore-scripts && npm pack --workspace tdbt --pack-destination /tmp
RUN npm install --prefix /opt/tdbt --ignore-scripts --omit=optional /tmp/tdbt-*.tgz

FROM node:${NODE} AS tdbt
COPY --from=package /opt/tdbt /opt/tdbt
ENV PATH=/opt/tdbt/node_modules/.bin:$PATH
# The project is mounted here.
WORKDIR /project
USER 1000
ENTRYPOINT ["tdbt"]

FROM apache/airflow:${AIRFLOW} AS airflow
COPY --from=package /usr/local/bin/node /usr/local/bin/node
COPY --from=package /opt/tdbt /opt/tdbt
ENV PATH=/opt/tdbt/node_modules/.bin:$PATH
COPY integrations/airflow /opt/tdbt-airflow
# Naming the version again keeps pip from changing Airflow for the sake of what is installed beside it.
RUN pip install --no-cache-dir "apache-airflow==${AIRFLOW_VERSION}" /opt/tdbt-airflow
