/**
 * The pages: server-rendered, Japanese and English, whole without JavaScript.
 *
 * <p>What they show comes through {@link dev.hikae.server.page.PageData}; what they do goes through
 * {@link dev.hikae.server.page.PageActions}, after the same guards as the API's methods. To add one: a template
 * {@code name.ftlh}, words {@code page.*} in both languages, and a method with {@link dev.hikae.server.identity.Permit} in a resource
 * that answers {@link dev.hikae.server.page.Pages#page}. No {@code style=} attributes, no inline script: the policy forbids them.
 */
@NullMarked
package dev.hikae.server.page;

import org.jspecify.annotations.NullMarked;
