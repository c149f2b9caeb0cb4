# The proxy's image, from the installed package or from a checkout after `npm run build`; the context is the package itself:
#   docker build -t shop/banyan-proxy:1 -f node_modules/banyan/packaging/proxy.Dockerfile node_modules/banyan
FROM node:24-slim
ENV NODE_ENV=production
# For glibc: with one arena, and with large buffers mapped each by itself, memory that bodies took is given back: 30 MiB less at the peak of `bench proxy-memory`.
ENV MALLOC_ARENA_MAX=1
ENV MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /banyan
COPY package.json ./
RUN npm install --omit=dev --no-audit --no-fund --ignore-scripts
COPY dist dist
USER node
EXPOSE 8080 9090
CMD ["node", "dist/proxy/main.js"]
