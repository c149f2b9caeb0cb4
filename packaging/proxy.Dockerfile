# The proxy's image, from the installed package or from a checkout after `npm run build`; the context is the package itself:
#   docker build -t shop/banyan-proxy:1 -f node_modules/banyan/packaging/proxy.Dockerfile node_modules/banyan
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /banyan
COPY package.json ./
RUN npm install --omit=dev --no-audit --no-fund --ignore-scripts
COPY dist dist
USER node
EXPOSE 8080 9090
CMD ["node", "dist/proxy/main.js"]
