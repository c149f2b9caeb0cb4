# The image of whoever runs `banyan`, and of the mover: your own project with the configuration and the migration files in it. The context is its folder:
#   docker build -t shop/banyan:1 -f node_modules/banyan/packaging/banyan.Dockerfile .
FROM node:24-slim AS dependencies
WORKDIR /project
# `.npmrc`, where there is one, says which registry to ask; it is not in the image that is made.
COPY package.json package-lock.json .npmr[c] ./
RUN npm ci --omit=dev --no-audit --no-fund --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /project
COPY --from=dependencies /project/node_modules node_modules
COPY package.json banyan.config.json ./
COPY migrations migrations
USER node
ENTRYPOINT ["node", "node_modules/banyan/bin/banyan.mjs"]
CMD ["--help"]
