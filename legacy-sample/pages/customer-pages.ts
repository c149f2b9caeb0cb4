import { Router, urlencoded, type Request, type Response } from 'express';
import { logIn } from '../accounts/log-in.ts';
import { logOut } from '../accounts/log-out.ts';
import { sessionOf } from '../accounts/sessions.ts';
import type { ShopDeps } from '../http/deps.ts';
import { HttpError, badRequest } from '../http/http-error.ts';
import { emptyCart, putIntoCart, readCart } from '../orders/cart.ts';
import { parseLine } from '../orders/lines.ts';
import { listOrders } from '../orders/orders.ts';
import { placeOrder } from '../orders/place-order.ts';
import { showOrder } from '../orders/show-order.ts';

/** What a customer does: cart, orders, login. Runs behind `ensureSession`. */
export function customerPages(deps: ShopDeps): Router {
  const { db, now, newId, placed } = deps;
  const router = Router();
  const form = urlencoded({ extended: false });

  router.get('/cart', async (_req, res) => {
    res.render('cart', { title: 'Your cart', cart: await readCart(db, sessionId(res)) });
  });
  router.post('/cart', form, async (req, res) => {
    await putIntoCart(db, sessionId(res), parseLine(req.body));
    res.redirect(303, '/cart');
  });

  router.get('/orders', async (_req, res) => {
    const customer = sessionOf(res)?.customer;
    if (!customer) return res.redirect(303, '/login');
    res.render('orders', { title: 'Your orders', orders: await listOrders(db, customer.id) });
  });
  router.post('/orders', async (_req, res) => {
    const customer = sessionOf(res)?.customer;
    if (!customer) return res.redirect(303, '/login');
    const { items } = await readCart(db, sessionId(res));
    if (items.length === 0) throw badRequest('Your cart is empty');
    const { id } = await placeOrder(db, customer.id, items, new Date(now()), newId());
    placed.announce();
    await emptyCart(db, sessionId(res));
    res.redirect(303, `/orders/${id}`);
  });
  router.get('/orders/:id', async (req, res) => {
    const customer = sessionOf(res)?.customer;
    if (!customer) return res.redirect(303, '/login');
    res.render('orders', { title: 'Thank you', orders: [await showOrder(deps, customer.id, req.params.id)] });
  });

  router.get('/login', (_req, res) => {
    res.render('login', { title: 'Log in' });
  });
  router.post('/login', form, async (req: Request, res: Response) => {
    try {
      await logIn(deps, res, (req.body ?? {}) as object);
      res.redirect(303, '/');
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      res.status(error.status).render('login', { title: 'Log in', message: error.message });
    }
  });
  router.post('/logout', async (_req, res) => {
    await logOut(deps, res);
    res.redirect(303, '/');
  });
  return router;
}

function sessionId(res: Response): string {
  const session = sessionOf(res);
  if (!session) throw new TypeError('customer pages run behind ensureSession');
  return session.id;
}
